package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Props;
import java.time.Duration;

/// Finds out whether the workers that run the entities still run anything: an actor that answers.
///
/// Asked by one thread, again and again; answered by the dispatcher.
final class DispatcherProbe {
    /// As long as workers may be stuck before the node stops to renew its lease: longer than any stall that passes.
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ActorRef<Long> echo;
    private volatile long echoed;
    private long sent;
    private long sentAt;

    DispatcherProbe(ActorSystem system) {
        this.sentAt = system.timeSource().nanoTime();
        Behavior<Long> behavior = number -> echoed = number;
        this.echo = system.internals().spawnSystem("dispatcher-probe", Props.of(_ -> behavior));
    }

    /// Whether the last probe has come back, or may still take its time.
    boolean isBack(long now) {
        if (echoed == sent) {
            sent++;
            sentAt = now;
            echo.tell(sent);
            return true;
        }
        return now - sentAt < PATIENCE.toNanos();
    }
}
