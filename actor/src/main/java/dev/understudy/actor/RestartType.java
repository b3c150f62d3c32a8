package dev.understudy.actor;

/// When a child comes back, with Erlang's names and meaning. A property of the child ([Props#restartType]), while
/// the [SupervisorStrategy] is its parent's.
public enum RestartType {
    /// Restarted whenever it ends, also when it stops itself.
    PERMANENT,
    /// Restarted when it fails; stopping itself is final. The default.
    TRANSIENT,
    /// Never restarted: where the strategy says restart, it is stopped, also when a sibling's failure reaches it by
    /// scope.
    TEMPORARY
}
