"""Say what the prescription in force and the proposed one will do: models, beside every proposal."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .anions import predict_anions
from .calcium import predict_calcium
from .exposure import predict_exposure
from .peritoneal import predict_dwells
from .phosphate import predict_phosphate
from .sodium import predict_sodium
from .ultrafiltration import predict_ultrafiltration
from .urea import predict_urea


@hookimpl
def calciplug_predict(case: CaseView, p: Parameters) -> None:
    """Each quantity under its own rule, so that a value that is missing silences no other."""
    predict_urea(case, p)
    predict_ultrafiltration(case)
    predict_phosphate(case, p)
    predict_calcium(case, p)
    predict_sodium(case, p)
    predict_exposure(case, p)
    predict_anions(case, p)
    predict_dwells(case, p)
