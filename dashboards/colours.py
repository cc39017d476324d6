"""The colours of channels, by name: what a channel looks like never depends on its rank.

All are taken from the palettes for the colour-blind of Okabe and Ito (Color Universal Design, 2008)
and of Paul Tol (Colour Schemes, SRON/EPS/TN/09-002, issue 3.2). Twenty-odd channels are more than
any palette holds, so they were chosen among them to be far apart for whoever sees all colours, no
red or no green (Machado, Oliveira and Fernandes 2009, full severity): widest apart are neighbours
in the order of channels and the ten that most companies have. Colour never stands alone: channels
are written beside it.
"""

CHANNELS = {
    "Paid Search": "#0072b2",
    "Paid Shopping": "#33bbee",
    "Paid Social": "#ae76a3",
    "Paid Video": "#4eb265",
    "Display": "#66ccee",
    "Cross-network": "#eecc66",
    "Paid Other": "#6699cc",
    "Organic Search": "#009e73",
    "Organic Shopping": "#117733",
    "Organic Social": "#90c987",
    "Organic Video": "#009988",
    "AI Assistants": "#dc050c",
    "Email": "#e69f00",
    "Affiliates": "#ddcc77",
    "Partners": "#228833",
    "Referral": "#882255",
    "Events": "#225522",
    "Outbound Sales": "#d1bbd7",
    "Offline": "#882e72",
    "Audio": "#999933",
    "SMS": "#994455",
    "Mobile Push": "#ee99aa",
    # What tells of no one channel is grey.
    "Direct": "#7b8794",
    "Unassigned": "#a8b2bd",
    "(unattributed)": "#cfd6dd",
    "Other channels": "#e4e7eb",
}
# A channel of your own is one of these, by a hash of its name: none looks like one above.
OWN_CHANNELS = ("#332288", "#f0e442", "#762a83", "#d6604d", "#662506", "#bbcc33", "#42150a")
# Lines that are no channels.
OTHERS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#997700", "#332288")
