/// Tokens and passwords as the command line makes them, by the same rules as the API.
public enum Credential {
    /// A new API token, to be shown once.
    public static func makeToken() -> String { SecretText.make() }

    /// What is stored of a token.
    public static func hash(ofToken token: String) -> [UInt8] { SecretText.hash(token) }

    /// What is wrong with a new password, such as "must have …"; nil when it is good.
    public static func fault(ofNewPassword password: String) -> String? {
        Password.fault(password)
    }
}
