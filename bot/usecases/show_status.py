"""Show how far the beats are that somebody answers for: this month and this year against the plan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from bot.errors import Refusal
from bot.roles import figure_scope
from bot.usecases.issue_form import FormOrder, beat_forms
from bot.work import JAPAN, Work
from models.audit import Audit
from models.known import known
from models.registry import Visit
from models.rules.codes import Row, Split, UnitKind
from models.rules.form import Cell, Form
from models.rules.rollup import part_of, roll_up
from models.units import units_on
