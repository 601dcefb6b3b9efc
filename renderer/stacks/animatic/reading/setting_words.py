"""Words for where and when it is: what each comes to, and the phrases for it."""

# The narrower a place, the sooner it stands: of several that are named the first here counts.
PLACES = (
    ("corridor", "corridor, hallway"),
    ("classroom", "classroom, lecture hall"),
    ("carriage", "sleeping car, train car, train window, compartment, inside a train, train interior"),
    ("cafe", "cafe, coffee shop, restaurant, bakery, diner, ramen shop, tavern, teahouse"),
    ("room", "bedroom, living room, kitchen, library, bookshop, office, workshop, attic, hospital, indoors, room"),
    ("cliff", "lighthouse, cliff"),
    ("tower", "clock tower, bell tower, tower, castle"),
    ("square", "carousel, market square, plaza, fairground, market, festival, square"),
    ("bridge", "viaduct, bridge"),
    ("stairs", "stairway, staircase, stairs"),
    ("platform", "train platform, station platform, platform, train station, railway station, station, subway"),
    ("rooftop", "rooftop, on the roof, balcony"),
    ("town", "rooftops, roofs"),
    ("door", "doorway, door"),
    ("harbor", "quay, fishing boat, pier, dock, marina"),
    ("beach", "beach, seaside, shore"),
    ("garden", "shrine, temple, torii, garden, courtyard, park"),
    ("street", "city street, street, alley, crosswalk, crossing, downtown, avenue, bus stop, convenience store"),
    ("forest", "cedar forest, bamboo, forest, woods, jungle, grove"),
    ("field", "flower field, meadow, field, prairie, sunflowers"),
    ("mountains", "mountain, alps"),
    ("desert", "desert, dune"),
    ("river", "river, lake, canal, stream, riverside"),
    ("town", "harbor town, harbour town, town"),
    ("street", "city"),
    ("harbor", "harbor, harbour, port"),
    ("space", "outer space, galaxy, nebula, space station"),
    ("hills", "hill, countryside, village, valley, farm"),
    ("beach", "by the sea"),
    ("sea", "ocean, sea"),
    ("sky", "above the clouds, in the sky"),
    ("hills", "clouds, sky"),
)

HOURS = (
    ("dawn", "dawn, daybreak, sunrise, first light"),
    ("morning", "morning, early light"),
    ("day", "noon, midday, daylight, daytime, sunny, blue sky, bright clouds, summer day"),
    ("afternoon", "afternoon, golden light, autumn, fall colors"),
    ("sunset", "sunset, evening, golden hour, setting sun"),
    ("dusk", "dusk, twilight, blue hour, nightfall"),
    ("night", "night, midnight, moonlight, moonlit, moon, starry, clear stars, stars, neon"),
    ("overcast", "overcast, grey sky, gray sky, cloudy, gloomy"),
)

WEATHERS = (
    ("rain", "rain, rainy, raining, drizzle, downpour, rain on the glass"),
    ("storm", "driving rain, storm, stormy, thunderstorm, storm clouds, typhoon, thunder"),
    ("snow", "snow, snowy, snowing, snowfall, snowflake, first snow, blizzard"),
    ("fog", "fog, foggy, mist, misty"),
)

WINDS = (
    (0.7, "wind"),
    (0.8, "windy, in the wind"),
    (0.4, "breeze"),
    (0.9, "gust"),
    (1.2, "gale, blizzard"),
    (1.0, "storm, thunderstorm, driving rain"),
    (0.6, "flowing hair"),
)

DRIFTS = (
    ("petals", "petals, cherry blossoms, sakura, blossoms, feathers, confetti"),
    ("leaves", "falling leaves, autumn leaves, leaves"),
    ("sparks", "sparks, embers, glowing trail, campfire, spark"),
    ("fireflies", "fireflies, glowing particles, magic, bubbles"),
    ("motes", "dust, light rays, sunbeams"),
)

THINGS = (
    ("lighthouse", "lighthouse"),
    ("carousel", "carousel, merry-go-round"),
    ("wheel", "ferris wheel"),
    ("birds", "gull, seagull, swallow, bird, crow, pigeon, doves"),
    ("stone lantern", "stone lantern, lantern in the"),
    ("lanterns", "paper lantern, lanterns"),
    ("train", "steam train, train leaving, train"),
    ("passing lights", "train lights"),
    ("", "train platform, train station, train car, train window, boats outside"),
    ("smoke", "smoke, steam"),
    ("torii", "torii, shrine"),
    ("fireworks", "fireworks"),
    ("sakura", "cherry tree, cherry blossoms, sakura"),
    ("rainbow", "rainbow"),
    ("balloon", "balloon"),
    ("boats", "boat"),
    ("lightning", "lightning, thunderstorm"),
)

STYLES = (
    ("noir", "film noir, noir, monochrome, black and white"),
    ("pastel", "pastel, pastel colors"),
    ("watercolor", "watercolor, watercolour, wet edges"),
    ("storybook", "storybook, picture book, gouache"),
    ("lineart", "line art, lineart, ink lines, sketch"),
    ("flat", "flat color, flat colour"),
    ("dramatic", "dramatic lighting, strong contrast"),
    ("cinematic", "film still, cinematic"),
    ("sepia", "sepia, vintage"),
)

FROM_ABOVE = (("above", "from above, aerial view, bird's-eye view, top-down, overhead shot"),)
