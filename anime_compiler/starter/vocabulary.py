"""What people and tools call the things of a shot list. Keys are compared without case and punctuation."""


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# -- the list as a whole

SHOTS = _keys("shots shot_list shotlist scenes panels keyframes sequence sequences storyboard items")
SHOTS_OF_A_SCENE = _keys("shots shot_list shotlist scenes panels")
GROUPS = frozenset(
    _keys(
        "project metadata meta settings config configuration global globals defaults render output video "
        "params parameters generation generation_settings generation_params image_settings sdxl technical"
    )
)
TITLES = _keys("title project_title video_title story_title project_name name project")
RATES = _keys("fps frame_rate framerate frames_per_second")

# -- a shot

IDS = _keys("id shot_id shot_number shot_no shot_num number no num index panel_id panel shot")
SCENE_IDS = _keys("scene_id scene_number scene_no scene_num scene")
NAMES = _keys("title name shot_name shot_title scene_title scene_name heading label")
PROMPTS = _keys(
    "image_prompt prompt visual_prompt positive_prompt sdxl_prompt keyframe_prompt generation_prompt "
    "text_to_image_prompt positive"
)
DESCRIPTIONS = _keys(
    "visual_description visual visuals description desc shot_description scene_description image_description "
    "content summary subject action actions"
)
LAST_RESORTS = _keys("text caption scene shot image")
PLACES = _keys(
    "setting location place environment background time_of_day time weather season lighting light mood "
    "atmosphere emotion color_palette palette colors props composition keywords tags"
)
# What a list may say of all its shots at once.
SHARED_PLACES = _keys("setting location environment season mood atmosphere color_palette palette lighting")
CAMERAS = _keys(
    "camera camera_move camera_movement camera_motion movement motion shot_type shot_size camera_angle angle "
    "framing camera_shot shot lens camera_speed speed"
)
NEGATIVES = _keys("negative_prompt negative negatives neg_prompt avoid exclude")
STYLES = _keys("style style_preset visual_style art_style preset aesthetic look")
SEEDS = _keys("seed noise_seed")
JOINS = _keys("transition transition_out transition_to_next next_transition next transition_type cut")

# -- its length

SECONDS = _keys(
    "duration duration_s duration_sec duration_secs duration_seconds seconds secs length length_s length_sec "
    "length_seconds estimated_duration est_duration approx_duration time_seconds"
)
MILLISECONDS = _keys("duration_ms length_ms milliseconds duration_milliseconds")
FRAMES = _keys("frames frame_count num_frames duration_frames length_frames total_frames")
SPANS = _keys("time timestamp timestamps timecode time_range timing")
STARTS = _keys("start start_time start_s start_sec start_seconds time_start begin in from")
ENDS = _keys("end end_time end_s end_sec end_seconds time_end finish out to")

# -- how pictures are made

WIDTHS, HEIGHTS = _keys("width image_width"), _keys("height image_height")
SIZES = _keys("size image_size resolution dimensions aspect_ratio aspect ratio")
STEPS = _keys("steps num_inference_steps inference_steps sampling_steps num_steps")
GUIDANCES = _keys("guidance_scale cfg_scale guidance cfg")

# -- who appears

CASTS = _keys("characters character cast characters_present people actors")
PERSON_NAMES = _keys("name character_name full_name character id character_id")
LOOKS = _keys(
    "looks appearance visual_description physical_description description desc visual prompt gender age hair "
    "hair_color hair_style eyes eye_color body build face skin outfit clothing clothes costume wardrobe "
    "accessories features distinguishing_features details"
)
# What a bare word such as `blue` is said of.
SAID_OF = {"hair": "hair", "hair_color": "hair", "hair_style": "hair", "eyes": "eyes", "eye_color": "eyes"}
# The variable of what all shots share, and names that templates or the template language have already.
LOOK = "look"
TAKEN = _keys(
    "prompt look palette light framing angle ground mood paper and or not if else elif endif in is for true false none"
)

# -- styles, without spaces and such words as `style`

TEMPLATES = {
    "anime": "anime_cel",
    "cel": "anime_cel",
    "celshaded": "anime_cel",
    "celshading": "anime_cel",
    "film": "cinematic",
    "filmic": "cinematic",
    "movie": "cinematic",
    "cinematicanime": "cinematic",
    "animecinematic": "cinematic",
    "drama": "dramatic",
    "filmnoir": "noir",
    "blackandwhite": "noir",
    "monochrome": "noir",
    "pastels": "pastel",
    "pastelcolors": "pastel",
    "pastelcolours": "pastel",
    "pastelanime": "pastel",
    "watercolour": "watercolor",
    "watercolors": "watercolor",
    "picturebook": "storybook",
    "flatcolor": "flat",
    "flatcolour": "flat",
    "flatcolors": "flat",
    "lineart": "lineart",
    "lines": "lineart",
    "ink": "lineart",
    "none": "plain",
    "raw": "plain",
}
