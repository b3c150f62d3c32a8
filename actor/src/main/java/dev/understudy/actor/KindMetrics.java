package dev.understudy.actor;

/// What one kind of actor has done in a system so far. Counts of other threads are recent, not exact to the
/// moment.
///
/// @param kind its name: what [Props#kind] says, or the class of the behavior
/// @param started actors that got their first behavior
/// @param stopped of those, how many have stopped
/// @param failures what they threw
/// @param restarts how often one got a new behavior
/// @param received messages and signals they had a turn for
/// @param sent messages and signals they have sent
/// @param turns how long their turns take, by samples
public record KindMetrics(
        String kind,
        long started,
        long stopped,
        long failures,
        long restarts,
        long received,
        long sent,
        TurnTimes turns) {

    /// Actors that live.
    public long alive() {
        return started - stopped;
    }
}
