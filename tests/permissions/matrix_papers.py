"""What each role gets from Word papers, their samples and official papers."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
programme:entry_word               302     200*      404      404      404      404      404     200*      404     200*     200*     200*      404      404
programme:issue_official_paper     302      404      404      404      404      404      404      200      404      404      404      404      404      404
programme:official_paper           302      404      404      404      404      404      404      200      404      404      404      404      404      404
programme:official_paper_file      302      404      404      404      404      404      404      200      404      404      404      404      404      404
programme:task_official_papers     302      200      404      404      404      404      404      200      404      200      200      200      404      404
programme:task_word                302      404      404      404      404      404      404     200*      404     200*     200*     200*      404      404
programme:withdraw_entry_scan      302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:withdraw_task_scan       302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:word_sample              302      403      403      403      403      403      403      200      200      200      200      200      403      403
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
programme:entry_word               302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:issue_official_paper     302      404      404      404      404      404      404      422      404      404      404      404      404      404
programme:official_paper           302      404      404      404      404      404      404      422      404      404      404      404      404      404
programme:official_paper_file      302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:task_official_papers     302      403      404      404      404      404      404      302      404      403      403      403      404      404
programme:task_word                302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:withdraw_entry_scan      302      403      404      404      404      404      404      302      404      403      403      403      404      404
programme:withdraw_task_scan       302      404      404      404      404      404      404      302      404      403      403      403      404      404
programme:word_sample              302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""
