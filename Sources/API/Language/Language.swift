import HTTPServer

/// The languages in which people are told things.
enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The language that a request asks for (RFC 9110, `Accept-Language`); English when it asks for
    /// none of ours.
    init(_ request: Request) {
        var best: (language: Language, weight: Double)?
        for part in (request.header("Accept-Language") ?? "").split(separator: ",").prefix(20) {
            let words = part.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let tag = words.first?.lowercased().prefix(while: { $0 != "-" }),
                let language = tag == "*" ? .english : Language(rawValue: String(tag))
            else { continue }
            let quality = words.dropFirst().first { $0.hasPrefix("q=") }
            let weight = quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > (best?.weight ?? 0) { best = (language, weight) }
        }
        self = best?.language ?? .english
    }

    /// The text in this language.
    func text(_ wording: Wording) -> String {
        switch self {
        case .english: return wording.english
        case .chinese:
            guard let translation = Chinese.texts[wording.template] else { return wording.english }
            return wording.filled(translation)
        }
    }
}

extension Problem {
    /// The answer in the language that the request asks for.
    func response(to request: Request) -> Response {
        let language = Language(request)
        var response = response { language.text($0) }
        response.headers.append(("Content-Language", language.rawValue))
        return response
    }
}
