package dev.understudy.actor;

import java.util.concurrent.atomic.LongAdder;

/// The counters of one kind of actor. Messages are counted by the workers, under `id`.
final class ActorKind {

    final int id;
    final String name;
    final LongAdder started = new LongAdder();
    final LongAdder stopped = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder restarted = new LongAdder();

    ActorKind(int id, String name) {
        this.id = id;
        this.name = name;
    }
}
