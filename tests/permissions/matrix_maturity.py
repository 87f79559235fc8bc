"""What each role gets from the pages of evaluations: so far the enterprise alone."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
maturity:fill                      302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:index                     302      200      200      200      403      403      403      403      403      403      403      403      403      403
maturity:result                    302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:resume                    302      302      404      302      404      404      404      404      404      404      404      404      404      404
maturity:start                     302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:submit                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
maturity:fill                      302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
maturity:index                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:result                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:resume                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:start                     302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
maturity:submit                    302     302*      404      403      404      404      404      404      404      404      404      404      404      404
"""
