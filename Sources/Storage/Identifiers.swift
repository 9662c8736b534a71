public import Routing

/// A sub-organisation (子机构).
public struct SubOrganisationID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// A department (部门).
public struct DepartmentID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// Somebody who signs in; not a member's USERID.
public struct UserNumber: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// An API token.
public struct TokenID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// An alert.
public struct AlertID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// A call to the platform about an account itself.
public struct AccountEffectID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
