"""The industries of customers: dispatch, lists and reports sort by them (A5, A10)."""

from policy.words import N_, Word


class Industry(Word):
    """What a customer makes or does."""

    MANUFACTURING = "manufacturing", N_("Equipment manufacturing")
    AUTOMOTIVE = "automotive", N_("Vehicles and parts")
    ELECTRONICS = "electronics", N_("Electronics and semiconductors")
    ENERGY = "energy", N_("New energy")
    POWER = "power", N_("Power and utilities")
    OIL = "oil", N_("Oil, gas and mining")
    CHEMICALS = "chemicals", N_("Chemicals and materials")
    METALS = "metals", N_("Metals")
    PHARMA = "pharma", N_("Medicine and health")
    FOOD = "food", N_("Food and drink")
    TEXTILES = "textiles", N_("Textiles and clothing")
    CONSUMER = "consumer", N_("Household and consumer goods")
    CONSTRUCTION = "construction", N_("Construction and building materials")
    PROPERTY = "property", N_("Real estate")
    LOGISTICS = "logistics", N_("Transport and storage")
    RETAIL = "retail", N_("Trade and retail")
    SOFTWARE = "software", N_("Software and IT services")
    TELECOM = "telecom", N_("Telecommunications")
    FINANCE = "finance", N_("Banking and insurance")
    GOVERNMENT = "government", N_("Government and public bodies")
    EDUCATION = "education", N_("Education and research")
    MEDIA = "media", N_("Culture and media")
    HOSPITALITY = "hospitality", N_("Hotels and catering")
    AGRICULTURE = "agriculture", N_("Farming and fishing")
    ENVIRONMENT = "environment", N_("Environment and water")
    SERVICES = "services", N_("Business services")
    OTHER = "other", N_("Other")


LABELS = {industry.value: industry.label for industry in Industry}
