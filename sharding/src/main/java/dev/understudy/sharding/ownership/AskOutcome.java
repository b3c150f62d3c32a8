package dev.understudy.sharding.ownership;

/// How an ask ended, from its sender's view.
public sealed interface AskOutcome {
    /// The entity answered; if the command persisted anything, it did so exactly once.
    record Answered(Payload reply) implements AskOutcome {}

    /// The owner has no answer to give and never will: the entity failed or ended, or could not take the command.
    /// What it says about that is the shell's.
    record Failed(Payload why) implements AskOutcome {}

    /// The deadline passed. Whether the entity handled the command is unknown.
    record TimedOut() implements AskOutcome {}

    /// The deadline passed before the message left this node, so the entity has certainly not handled it.
    record Unavailable() implements AskOutcome {}

    /// The command may have run before, but its answer is no longer kept.
    record DuplicateUnknown() implements AskOutcome {}
}
