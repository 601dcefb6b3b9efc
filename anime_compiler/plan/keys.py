"""Names for results: what two nodes must share for one's result to serve as the other's.

A key is the SHA-256 of everything that decides the result: the operation, its version and parameters, the keys of its
inputs, the bytes of the models it runs, and the stack. Nothing in it depends on file names, times, order or layout.
"""

from hashlib import sha256
from json import JSONEncoder

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.verify import verify

_DOMAIN = "animec/1"
# Tuples become lists and floats their shortest exact text: the same on every machine.
_canonical = JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":"), allow_nan=False).encode


def with_keys(plan: RenderPlan) -> RenderPlan:
    """The plan with a key for every node. Only a plan that is proved legal gets keys; nothing is done without them."""
    verify(plan)
    return keyed(plan)


def keyed(plan: RenderPlan) -> RenderPlan:
    """The plan with its keys, proved or not; for everything but tests there is `with_keys`."""
    # What is drafted says so of itself, so it is nobody else's result.
    stack = f"{plan.stack} for {plan.draft_of}" if plan.draft_of else plan.stack
    weights = {model.id: model.identity for model in plan.models}
    keys: dict[str, str] = {}
    digests: dict[int, str] = {}
    nodes = []
    for node in plan.nodes:
        content = [
            _DOMAIN,
            stack,
            type(node.op).__name__,
            ops.OP_VERSION,
            _parameters(node.op, digests),
            [weights.get(model, model) for model in models_of(node.op)],
            [(given.slot, keys[given.node]) for given in node.inputs],
        ]
        keys[node.id] = key = _digest(content)
        nodes.append(Node(*node[:-1], key))
    return plan._replace(nodes=tuple(nodes))


def _digest(content: object) -> str:
    return sha256(_canonical(content).encode()).hexdigest()


def _parameters(op: ops.Op, digests: dict[int, str]) -> tuple[object, ...]:
    """The parameters of an operation, with a digest in place of the denoising that many operations share."""
    if not isinstance(op, ops.Keyframe | ops.Turnaround | ops.Segment):
        return op
    shared = op.denoising
    if id(shared) not in digests:
        digests[id(shared)] = _digest(shared)
    return (digests[id(shared)], *op[1:])


def models_of(op: ops.Op) -> list[str]:
    """The checkpoints that an operation runs, in a fixed order."""
    match op:
        case ops.EncodePrompt(base=base, loras=loras):
            return [base, *(lora.model for lora in loras)]
        case ops.Turnaround(denoising=denoising):
            return _denoising_models(denoising)
        case ops.Keyframe(denoising=denoising, identity=identity):
            return [*_denoising_models(denoising), *filter(None, [identity.model])]
        case ops.Segment(denoising=denoising, module=module, motion_loras=loras, controls=controls, identity=identity):
            used = [
                module,
                *(lora.model for lora in loras),
                *(control.model for control in controls),
                identity.model,
            ]
            return [*_denoising_models(denoising), *filter(None, used)]
        case ops.Decode(base=base, vae=vae):
            return [vae or base]
        case ops.Extract(annotator=annotator):
            return [annotator] if annotator else []
        case ops.Upscale(model=model) | ops.Interpolate(model=model):
            return [model] if model else []
        case ops.Hold() | ops.CameraMove() | ops.Reframe() | ops.Assemble():
            return []


def _denoising_models(denoising: ops.Denoising) -> list[str]:
    used = [denoising.base, denoising.vae, denoising.lcm, *(lora.model for lora in denoising.loras)]
    return [model for model in used if model]
