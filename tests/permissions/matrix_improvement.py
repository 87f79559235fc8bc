"""What each role gets from the pages of plans and problems."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:plans                  302      200      200      200      403      403      403      200      200      200      200      200      403      403
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:plans                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""
