"""The plan as a picture: text for Mermaid or Graphviz."""

from anime_compiler.plan.render_plan import RenderPlan

# Whatever a name holds, it can neither end its quotes nor the line, nor become markup.
_IN_MERMAID = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "\n": " ", "\r": " "})
_IN_DOT = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " "})


def mermaid(plan: RenderPlan) -> str:
    """A Mermaid flow chart, with a box for each scene."""
    lines = ["flowchart LR"]
    names = {node.id: f"n{number}" for number, node in enumerate(plan.nodes)}
    scenes: dict[str, list[str]] = {}
    for node in plan.nodes:
        label = f"{node.id.translate(_IN_MERMAID)}<br/>{type(node.op).__name__}"
        scenes.setdefault(node.scene, []).append(f'    {names[node.id]}["{label}"]')
    for scene, boxes in scenes.items():
        if scene:
            lines.append(f'  subgraph "{scene.translate(_IN_MERMAID)}"')
        lines += boxes
        if scene:
            lines.append("  end")
    lines += [
        f"  {names[given.node]} -->|{given.slot}| {names[node.id]}" for node in plan.nodes for given in node.inputs
    ]
    return "\n".join(lines) + "\n"


def dot(plan: RenderPlan) -> str:
    """A Graphviz digraph."""
    lines = [f'digraph "{plan.clip.translate(_IN_DOT)}" {{', "  rankdir=LR; node [shape=box];"]
    names = {node.id: node.id.translate(_IN_DOT) for node in plan.nodes}
    lines += [f'  "{names[node.id]}" [label="{names[node.id]}\\n{type(node.op).__name__}"];' for node in plan.nodes]
    for node in plan.nodes:
        lines += [f'  "{names[given.node]}" -> "{names[node.id]}" [label="{given.slot}"];' for given in node.inputs]
    return "\n".join([*lines, "}"]) + "\n"
