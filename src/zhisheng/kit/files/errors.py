from zhisheng.kit.errors import DomainError


class FileEmptyError(DomainError):
    code = "kit.file_empty"
    message = "文件是空的，请检查后重新上传。"


class FileTooLargeError(DomainError):
    code = "kit.file_too_large"
    message = "文件超过 {max_megabytes} MB 的上限，请压缩或分开上传。"


class FileTypeRefusedError(DomainError):
    code = "kit.file_type_refused"
    message = "这种文件不能用，这里只接受：{allowed}。请另存为其中一种再上传。"


class ContentDiffersError(FileTypeRefusedError):
    code = "kit.file_content_differs"
    message = (
        "文件名写的是 {ending}，里面却不是 {ending} 的内容，光改名字不行。"
        "请用打开它的软件另存为 {ending} 再上传。"
    )


class ImageRefusedError(DomainError):
    code = "kit.image_refused"
    message = "图片无法读取，或像素超过 {max_megapixels} 百万，请换一张图片。"


class ImageTooSmallError(DomainError):
    code = "kit.image_too_small"
    message = (
        "图片只有 {size} 像素，看不清内容，至少要 {least} 像素。"
        "请用手机拍清楚整张纸，或重新扫描再上传。"
    )


class PdfRefusedError(DomainError):
    code = "kit.pdf_refused"
    message = (
        "这个 PDF 打不开、设有密码，或一页内容也没有。"
        "请用阅读软件打开看一看，重新扫描或另存为 PDF 再上传；也可以传照片。"
    )
