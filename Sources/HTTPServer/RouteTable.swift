/// All routes, and the way from a path to one of them.
///
/// Matching is strict: `/a/` and `//a` are not `/a`. Where a fixed word and a parameter both match,
/// the fixed word wins. A path template that ends in `/*` stands for all paths that begin with what
/// is before the star, however deep; it comes last, and its rest is neither decoded nor looked at.
public struct RouteTable<Access: Sendable, Handle: Sendable>: Sendable {
    /// What a path leads to.
    public enum Match: Sendable {
        /// This route; the parameters are percent-decoded.
        case found(Route<Access, Handle>, parameters: [String: String])
        /// The path exists, with other methods. For 405 and its `Allow` header.
        case wrongMethod(allowed: [Method])
        /// No such path.
        case notFound
    }

    /// The routes in the order in which they were given.
    public let routes: [Route<Access, Handle>]

    private let names: [[String]]
    private var nodes: [Node] = [Node()]
    /// The routes of paths without parameters, by the whole path: the short way of most requests.
    private var fixed: [String: [(method: Method, route: Int)]] = [:]
    /// The beginnings of the templates that end in `/*`.
    private var trunks: [(path: String, routes: [(method: Method, route: Int)])] = []

    /// A place in the tree of path segments; the numbers are places in `nodes` and `routes`.
    private struct Node: Sendable {
        var words: [String: Int] = [:]
        var parameter: Int?
        var routes: [(method: Method, route: Int)] = []
    }

    /// Two routes with one method and one path template are a mistake in the program.
    public init(_ routes: [Route<Access, Handle>]) {
        self.routes = routes
        names = routes.map { route in
            route.path.split(separator: "/").compactMap(Self.parameterName)
        }
        for (index, route) in routes.enumerated() {
            precondition(Set(names[index]).count == names[index].count, "twice in \(route.path)")
            if route.path.hasSuffix("/*") {
                addTrunk(String(route.path.dropLast()), route.method, index)
                continue
            }
            var node = 0
            if route.path != "/" {
                for segment in route.path.dropFirst().split(
                    separator: "/", omittingEmptySubsequences: false)
                {
                    precondition(!segment.isEmpty, "an empty segment in \(route.path)")
                    node = child(of: node, segment)
                }
            }
            precondition(
                !nodes[node].routes.contains { $0.method == route.method },
                "two routes for \(route.method.rawValue) \(route.path)")
            nodes[node].routes.append((route.method, index))
            if names[index].isEmpty { fixed[route.path] = nodes[node].routes }
        }
    }

    /// Finds the route for a request.
    /// - Parameter path: as it was sent, percent-encoded. A segment that decodes to something with
    ///   a slash or a NUL, or to bytes that are not UTF-8, leads to `notFound`.
    public func find(_ method: Method, _ path: String) -> Match {
        if let found = fixed[path]?.first(where: { $0.method == method }) {
            return .found(routes[found.route], parameters: [:])
        }
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        let match = findExactly(method, path)
        if case .notFound = match { return findBelowTrunk(method, path) }
        return match
    }

    private func findExactly(_ method: Method, _ path: String) -> Match {
        guard let segments = Self.segments(path) else { return .notFound }
        var allowed: [Method] = []
        var values: [String] = []
        if let route = search(0, segments[...], method, &values, &allowed) {
            let parameters = Dictionary(uniqueKeysWithValues: zip(names[route], values))
            return .found(routes[route], parameters: parameters)
        }
        return allowed.isEmpty
            ? .notFound : .wrongMethod(allowed: Method.allCases.filter { allowed.contains($0) })
    }

    private func findBelowTrunk(_ method: Method, _ path: String) -> Match {
        for trunk in trunks where path.utf8.starts(with: trunk.path.utf8) {
            var allowed: [Method] = []
            if let route = pick(trunk.routes, method, &allowed) {
                return .found(routes[route], parameters: [:])
            }
            return .wrongMethod(allowed: Method.allCases.filter { allowed.contains($0) })
        }
        return .notFound
    }

    private mutating func addTrunk(_ path: String, _ method: Method, _ route: Int) {
        let place = trunks.firstIndex { $0.path == path } ?? trunks.endIndex
        if place == trunks.endIndex { trunks.append((path, [])) }
        precondition(
            !trunks[place].routes.contains { $0.method == method },
            "two routes for \(method.rawValue) \(path)*")
        trunks[place].routes.append((method, route))
    }

    private func search(
        _ node: Int, _ rest: ArraySlice<String>, _ method: Method, _ values: inout [String],
        _ allowed: inout [Method]
    ) -> Int? {
        guard let segment = rest.first else {
            return pick(nodes[node].routes, method, &allowed)
        }
        if let next = nodes[node].words[segment],
            let route = search(next, rest.dropFirst(), method, &values, &allowed)
        {
            return route
        }
        guard let next = nodes[node].parameter else { return nil }
        values.append(segment)
        if let route = search(next, rest.dropFirst(), method, &values, &allowed) { return route }
        values.removeLast()
        return nil
    }

    private func pick(
        _ candidates: [(method: Method, route: Int)], _ method: Method, _ allowed: inout [Method]
    ) -> Int? {
        if let found = candidates.first(where: { $0.method == method }) { return found.route }
        if method == .head, let found = candidates.first(where: { $0.method == .get }) {
            return found.route
        }
        allowed += candidates.map(\.method)
        if candidates.contains(where: { $0.method == .get }) { allowed.append(.head) }
        return nil
    }

    private mutating func child(of node: Int, _ segment: Substring) -> Int {
        let isParameter = Self.parameterName(segment) != nil
        if let known = isParameter ? nodes[node].parameter : nodes[node].words[String(segment)] {
            return known
        }
        nodes.append(Node())
        if isParameter {
            nodes[node].parameter = nodes.count - 1
        } else {
            nodes[node].words[String(segment)] = nodes.count - 1
        }
        return nodes.count - 1
    }

    private static func parameterName(_ segment: Substring) -> String? {
        segment.hasPrefix("{") && segment.hasSuffix("}")
            ? String(segment.dropFirst().dropLast()) : nil
    }

    private static func segments(_ path: String) -> [String]? {
        if path.utf8.count == 1 { return [] }
        var segments: [String] = []
        for part in path.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            guard !part.isEmpty else { return nil }
            guard part.contains(UInt8(ascii: "%")) else {
                segments.append(String(Substring(part)))
                continue
            }
            let bytes = PercentEncoding.decoded(part)
            guard !bytes.contains(0), !bytes.contains(UInt8(ascii: "/")),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            segments.append(text)
        }
        return segments
    }
}
