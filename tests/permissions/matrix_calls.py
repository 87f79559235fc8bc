"""What each key gets from every call of the API; the marks are those of matrix.py."""

API = """
call                                                   nobody    owner  owner-0 stranger     body    body2   county  county2   nation     bank
GET /api/v1/account/me                                    401      200      200      200      200      200      200      200      200      200
POST /api/v1/account/receipts/{channel}                    401      401      401      401      401      401      401      401      401      401
GET /api/v1/bulletin                                      401      200      403      200      200      200      200      200      200      200
GET /api/v1/bulletin/{code}                               401      404      403      404      404      404      200      404      200      404
GET /api/v1/bulletin/{code}/figures                       401      404      403      404      404      404      200      404      200      404
GET /api/v1/enterprises/                                  401      200      403      200      200      200      200      200      200      200
GET /api/v1/enterprises/{code}                            401      200      403      404      200      404      200      404      200      404
GET /api/v1/enterprises/{code}/consents                   401      200      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/consents                  401     201*      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/consents/{grant_id}/withdraw    401     200*      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/proposals                 401     201*      403      404      403      403     201*      404     201*      403
GET /api/v1/places/industries                             401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/industries/{code}                      401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions                                401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions/{code}                         401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions/{code}/successors              401      200      200      200      200      200      200      200      200      200
POST /api/v1/programme/imports                            401      403      403      403      422      422      422      422      422      403
GET /api/v1/programme/imports/blank                       401      403      403      403      200      200      200      200      200      403
GET /api/v1/programme/imports/{code}                      401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/apply               401      403      403      403     200*      404      404      404      404      403
POST /api/v1/programme/imports/{code}/columns                401      403      403      403      422      404      404      404      404      403
GET /api/v1/programme/imports/{code}/kept                 401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/retry               401      403      403      403      422      404      404      404      404      403
GET /api/v1/programme/imports/{code}/rows                 401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/rows/{row_id}       401      403      403      403     200*      404      404      404      404      403
POST /api/v1/programme/imports/{code}/withdraw            401      403      403      403     200*      404      404      404      404      403
GET /api/v1/programme/ledger/{year}                       401      403      403      403      200      200      200      200      200      403
GET /api/v1/programme/notices                             200      200      200      200      200      200      200      200      200      200
GET /api/v1/programme/notices/{code}                      200      200      200      200      200      200      200      200      200      200
GET /api/v1/programme/notices/{code}/objections           401      403      403      403      403      403      200      404      200      403
POST /api/v1/programme/notices                            401      403      403      403      403      403     201*     201*     201*      403
POST /api/v1/programme/notices/{code}/publish             401      403      403      403      403      403     200*      404      404      403
POST /api/v1/programme/objections/{code}/answer           401      403      403      403      403      403     200*      404      404      403
POST /api/v1/returns/                                     401     201*      403      404      403      403      403      403      403      403
GET /api/v1/returns/enterprises/{code}/values             401      200      403      404      404      404      200      404      200      404
GET /api/v1/returns/indicators                            401      200      200      200      200      200      200      200      200      200
GET /api/v1/returns/sheets/{code}/kept                    401      404      403      404      200      404      404      404      404      404
GET /api/v1/returns/totals                                401      403      403      403      403      403      200      200      200      403
POST /api/v1/returns/totals                               401      403      403      403      403      403     201*      422     201*      403
"""
