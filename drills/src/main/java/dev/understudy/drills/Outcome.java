package dev.understudy.drills;

/// How an ask of the load ended; the names are the keys of the verdict's `errors`.
enum Outcome {
    /// Answered before its deadline.
    ACKED,
    /// Not answered before its deadline: nobody knows whether it was handled.
    ASK_TIMEOUT,
    /// Refused: certainly not handled.
    ENTITY_UNAVAILABLE,
    /// The owner left before it answered: nobody knows whether it was handled.
    OWNER_LOST,
    /// Failed in a way that no ask should.
    FAILED
}
