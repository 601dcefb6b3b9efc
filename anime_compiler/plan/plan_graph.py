"""The plan as a picture: text for Mermaid or Graphviz."""

from anime_compiler.plan.render_plan import RenderPlan


def mermaid(plan: RenderPlan) -> str:
    """A Mermaid flow chart, with a box for each scene."""
    lines = ["flowchart LR"]
    names = {node.id: f"n{number}" for number, node in enumerate(plan.nodes)}
    for scene in dict.fromkeys(node.scene for node in plan.nodes):
        members = [node for node in plan.nodes if node.scene == scene]
        if scene:
            lines.append(f'  subgraph "{scene}"')
        lines += [f'    {names[node.id]}["{node.id}<br/>{type(node.op).__name__}"]' for node in members]
        if scene:
            lines.append("  end")
    lines += [
        f"  {names[given.node]} -->|{given.slot}| {names[node.id]}"
        for node in plan.nodes
        for given in node.inputs
    ]
    return "\n".join(lines) + "\n"


def dot(plan: RenderPlan) -> str:
    """A Graphviz digraph."""
    lines = [f'digraph "{plan.clip}" {{', "  rankdir=LR; node [shape=box];"]
    lines += [f'  "{node.id}" [label="{node.id}\\n{type(node.op).__name__}"];' for node in plan.nodes]
    lines += [
        f'  "{given.node}" -> "{node.id}" [label="{given.slot}"];'
        for node in plan.nodes
        for given in node.inputs
    ]
    return "\n".join([*lines, "}"]) + "\n"
