package dev.understudy.benchmarks;

/// An actor system that can run the workloads of one JVM. Both sides of a comparison implement each workload in the
/// same shape: the same actors, the same messages, the same waits.
///
/// Each method sets its actors up and returns what is timed.
interface LocalEngine extends AutoCloseable {
    /// Pairs of actors with `window` pings of each in flight until `count` pongs have come back.
    Iteration pingPong(int pairs, int window, int count);

    /// In one turn an actor sends `count` messages to a counter, which has got them when the one after them arrives.
    Iteration counting(int count);

    /// Actors that send `count` messages each to one, a hundred in a turn.
    Iteration fanIn(int producers, int count);

    /// A thread outside sends `count` messages to each of the actors, round robin.
    Iteration forkJoin(int actors, int count);

    /// A token is passed around, a new one for each of the hops.
    Iteration ring(int actors, int hops);

    /// Each actor sends `count` pings to random ones, one at a time.
    Iteration big(int actors, int count);

    /// An actor that answers; each call asks it once.
    Asker asker();

    /// An actor starts `count` children, each gets a message, then another one that stops it.
    Iteration spawnStop(int count);

    /// Starts `count` actors of this kind that do nothing, under one parent.
    ///
    /// @return what keeps them from being collected
    Object idle(IdleKind kind, int count) throws InterruptedException;

    /// Actors that each get `count` messages from a thread outside, one round of all actors after the other; they
    /// live until the end.
    ///
    /// @return what is timed: the start of all actors included
    Iteration crowd(int actors, int count);

    @Override
    void close();

    /// What sort of actor idles.
    enum IdleKind {
        /// Without a name, on the shared threads.
        PLAIN,
        /// Without a name, and may wait.
        BLOCKING,
        /// With a name that somebody chose.
        NAMED
    }
}
