"""The words that may be chosen from in a storyboard, each with what it means."""

EASES = {
    "linear": "At an even pace.",
    "in": "Slowly at first.",
    "out": "Slowly at the end.",
    "in_out": "Slowly at both ends.",
    "hold": "Stays until the next point, then jumps.",
}
STACKS = {
    "sdxl": "Stable Diffusion XL 1.0 with AnimateDiff: the contest's main stack.",
    "sd2": "Stable Diffusion 2: lighter; stills, control and camera moves, but no published motion module.",
    "pocket": "The small models that ship with animec: drafts on a laptop without a GPU.",
    "animatic": "No models at all: boards with the shot's text, timing and camera, at once.",
}
CAMERA_MOVES = {
    "none": "The camera stands.",
    "pan_left": "The camera turns to the left; the picture moves to the right.",
    "pan_right": "The camera turns to the right; the picture moves to the left.",
    "tilt_up": "The camera turns up; the picture moves down.",
    "tilt_down": "The camera turns down; the picture moves up.",
    "zoom_in": "The picture grows.",
    "zoom_out": "The picture shrinks.",
    "roll_left": "The picture turns clockwise.",
    "roll_right": "The picture turns anticlockwise.",
}
CAMERA_VIA = {
    "auto": "A motion LoRA where the stack has one for the move, otherwise `crop`.",
    "crop": "Frames are generated larger than the picture and a window moves over them: exact and free of flicker.",
    "motion_lora": "The motion module itself makes the move, with a motion LoRA.",
}
CONTROL_KINDS = {
    "openpose": "A skeleton of the figures: keeps pose and motion.",
    "depth": "Near and far: keeps perspective and background.",
    "lineart": "Clean outlines: keeps drawing and edges.",
    "canny": "Edges by the Canny method.",
    "softedge": "Soft outlines: looser than `lineart`.",
    "scribble": "Rough strokes of what was generated.",
}
PRECISIONS = {
    "fp16": "Half precision.",
    "bf16": "Half precision with the range of full precision.",
    "fp32": "Full precision: for a CPU, or to hunt a fault.",
}
DATA_TERMS = {
    "free": "Trained only on data that is free to use.",
    "synthetic": "Trained on pictures that a free model generated.",
    "paid": "Trained on data that had to be paid for.",
    "unknown": "Not known.",
}
FROM_FIRST = {
    "none": "No more than the noise that they share.",
    "picture": "It is noised again and drawn anew: the same place, the same colours, the same composition.",
    "likeness": "It is shown to the identity model: the same people and the same look, in another composition.",
}
MODEL_KINDS = {
    "base": "A base checkpoint.",
    "lora_style": "A LoRA for a drawing style.",
    "lora_character": "A LoRA for one character.",
    "lora_utility": "A LoRA for polish.",
    "motion_adapter": "A motion module.",
    "motion_lora": "A LoRA for a motion module.",
    "controlnet": "A ControlNet.",
}
FAMILIES = {
    "sdxl": "Stable Diffusion XL.",
    "sd2": "Stable Diffusion 2.",
    "pocket": "The models that ship with animec.",
}
SEVERITIES = {
    "off": "Not reported; the suppression is listed in the evidence.",
    "note": "Reported as a note.",
    "warning": "Reported as a warning.",
    "error": "Stops a render.",
}
POST_STEPS = {
    "interpolate": "Frames in between, up to `fps`.",
    "crop": "A window of `size` out of the middle.",
    "zoom": "The middle share `amount`, scaled up to the full picture.",
    "scale": "Resampling to `size`.",
    "upscale": "Enlarging with an upscaler `model`; the contest does not allow it.",
}
