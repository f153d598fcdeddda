"""Forms of products and price lists; their fields bear the names of the columns."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

import sheets
from blueprints.fields import DayField, EditForm, Form, IdField, MoneyField, NewForm, TextField


class RateField(Field):
    """A rate: ``0.13`` or ``13%``, from 0 to 1."""

    widget = TextInput()

    def __init__(self, label, **kwargs):
        super().__init__(label, validators=[InputRequired(_l("Please fill this in."))], **kwargs)

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data:f}".rstrip("0").rstrip(".") or "0"

    def process_formdata(self, valuelist):
        self.data = sheets.number(valuelist[0]) if valuelist else None

    def pre_validate(self, form):
        if self.data is None or not 0 <= self.data <= 1 or self.data != round(self.data, 6):
            raise ValidationError(gettext("Write a rate such as 0.13."))


class ProductFields(Form):
    """What a product is."""

    code = TextField(_l("Code"), most=60)
    name = TextField(_l("Name"), most=200)
    name_en = TextField(_l("Name in English"), most=200, required=False)
    measure = TextField(_l("Counted in"), most=20, required=False)
    tax_rate = RateField(_l("Tax rate"), default=Decimal("0.13"))
    service = BooleanField(_l("Is a service, not shipped"))


class NewProductForm(ProductFields, NewForm):
    """Adds a product."""


class EditProductForm(ProductFields, EditForm):
    """Changes a product."""


class ListFields(Form):
    """What a price list is called, and when it holds."""

    label = TextField(_l("Name"), most=200)
    valid_from = DayField(_l("Valid from"))
    valid_until = DayField(_l("Valid until"), required=False)


class NewListForm(ListFields, NewForm):
    """Begins a price list."""


class EditListForm(ListFields, EditForm):
    """Changes a price list."""


class PriceForm(Form):
    """One list price, and what it costs us, where that is known."""

    product_id = IdField(_l("Product"))
    amount = MoneyField(_l("List price (yuan, without tax)"), least=Decimal(0))
    cost = MoneyField(_l("Cost (yuan, without tax)"), required=False, least=Decimal(0))

    def said(self) -> tuple[int, Decimal, Decimal | None]:
        """Product, price and cost."""
        return self.product_id.data, self.amount.data, self.cost.data


class ImportForm(Form):
    """A file with prices; ``seen`` names what was shown of it, once somebody takes it."""

    file = FileField(_l("XLSX or CSV"))


class DeedForm(EditForm):
    """A deed at the version that was shown."""
