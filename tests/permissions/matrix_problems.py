"""What each role gets from the pages of quality problems; nobody was let in here."""

GET = """
page                       anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:add_cause            302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:attach_file          302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:attach_solution      302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:common_problem       302      404      404      404      404      404      404      200      404      200      200      200      404      404
improvement:common_problems      302      403      403      403      403      403      403      200      200      200      200      200      403      403
improvement:dismiss_common       302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:problem              302      200      404      200      404      404      404      404      404      404      404      404      404      404
improvement:problem_file         302      200      404      200      404      404      404      404      404      404      404      404      404      404
improvement:problem_step         302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:problems             302      200      200      200      200      200      200      200      200      200      200      200      403      403
improvement:remove_cause         302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:report_problem       302      200      404      200      404      404      404      404      404      404      404      404      404      404
improvement:similar_common       302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:solution_file        302      200      404      200      404      404      404      200      404      200      200      200      404      404
improvement:use_solution         302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                       anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:add_cause            302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
improvement:attach_file          302      422      404      422      404      404      404      404      404      404      404      404      404      404
improvement:attach_solution      302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
improvement:common_problem       302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
improvement:common_problems      302      403      403      403      403      403      403     302*     302*     302*     302*     302*      403      403
improvement:dismiss_common       302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
improvement:problem              302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:problem_file         302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:problem_step         302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
improvement:problems             302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:remove_cause         302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
improvement:report_problem       302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
improvement:similar_common       302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
improvement:solution_file        302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:use_solution         302     302*      404     302*      403      403      403      403      403      403      403      403      403      403
"""
