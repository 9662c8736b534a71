import HTTPServer

/// Tokens and passwords as the command line makes them, by the same rules as the API.
public enum Credential {
    /// A new API token, to be shown once.
    public static func makeToken() -> String { SecretText.make() }

    /// What is stored of a token.
    public static func hash(ofToken token: String) -> [UInt8] { SecretText.hash(token) }

    /// The shortest new password.
    public static let passwordCharactersMin = Password.charactersMin

    /// What is wrong with a new password, such as "must have …"; nil when it is good.
    public static func fault(ofNewPassword password: String) -> String? {
        Password.fault(password)?.english
    }

    /// What is wrong with a new user's name, such as "must have …"; nil when it is good.
    public static func fault(ofNewName name: String) -> String? {
        let errors = InputErrors()
        let read = DirectoryFields.name(Fields(["name": .string(name)], at: "#", errors))
        if let error = errors.errors.first { return error.detail.english }
        return read == name ? nil : "must not begin or end with white space"
    }

    /// What is wrong with a USERID, such as "must be …"; nil when it is good.
    public static func fault(ofUserID userID: String) -> String? {
        let errors = InputErrors()
        _ = AccountForm.userID(.string(userID), "#", Fields([:], at: "#", errors))
        return errors.errors.first?.detail.english
    }
}
