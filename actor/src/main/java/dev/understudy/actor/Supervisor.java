package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.RestartGroup.Member;
import dev.understudy.actor.RestartGroup.Step;
import dev.understudy.actor.SupervisorStrategy.Scope;
import dev.understudy.actor.SystemMessage.BackoffOver;
import dev.understudy.actor.SystemMessage.Failed;
import dev.understudy.actor.SystemMessage.Recreate;
import dev.understudy.actor.SystemMessage.Resume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How one actor supervises its children; the owner's. Made at the first failure or `supervise`.
///
/// A failed child waits suspended for the verdict. Children that come back are first halted (their own children
/// stop, the old behavior hears [Signal.PreRestart] and goes) and then recreated. With one-for-one each child
/// does so by itself; the wider scopes go through one [RestartGroup] at a time. Groups of one strategy are nested
/// (a suffix of the children, or all), so a failure outside a running group starts a larger one in its place.
final class Supervisor implements Supervision {

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final ActorCell<?> parent;
    private SupervisorStrategy strategy = SupervisorStrategy.DEFAULT;
    private final RestartHistory groupHistory = new RestartHistory();
    private final Map<ActorCell<?>, RestartHistory> histories = new HashMap<>();
    /// One-for-one: children on their way back, and how long they wait once halted.
    private final Map<ActorCell<?>, Duration> returning = new HashMap<>();
    private @Nullable RestartGroup<ActorCell<?>> group;
    private Duration groupBackoff = Duration.ZERO;
    /// What the group is for.
    private @Nullable Failed groupFailure;
    /// Failures that went up, their children waiting for what comes down.
    private final Map<ActorCell<?>, Failed> escalated = new HashMap<>();

    Supervisor(ActorCell<?> parent) {
        this.parent = parent;
    }

    void strategy(SupervisorStrategy next) {
        strategy = next;
    }

    @Override
    public void failed(Failed failed) {
        var child = failed.child();
        var failure = failed.failure();
        if (group != null && group.supersedesFailureOf(child)) {
            return;
        }
        var directive = failure instanceof StoppedItselfException ? Directive.RESTART : decide(child, failure);
        if (directive == Directive.RESUME && !failed.hasBehavior()) {
            directive = Directive.RESTART;
        }
        switch (directive) {
            case RESUME -> {
                log.warn("{} failed and is resumed", child, failure);
                child.enqueueSystem(new Resume());
            }
            case STOP -> stop(failed, strategy.scope() != Scope.ONE_FOR_ONE);
            case RESTART -> {
                if (child.restartType() == RestartType.TEMPORARY) {
                    stop(failed, false);
                } else {
                    restart(failed);
                }
            }
            case ESCALATE -> escalate(failed);
        }
    }

    private Directive decide(ActorCell<?> child, Throwable failure) {
        var directive = Directive.ESCALATE;
        var grip = Grip.current();
        grip.enter();
        try {
            directive = requireNonNull(strategy.decider().apply(failure), "a decider's directive");
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            log.error("the decider of {} failed on a failure of {}: escalating", parent, child, e);
        }
        grip.leave();
        return directive;
    }

    private void stop(Failed failed, boolean siblingsToo) {
        log.warn("{} failed and is stopped", failed.child(), failed.failure());
        if (siblingsToo) {
            begin(failed, Duration.ZERO, _ -> false);
        } else {
            failed.child().stop(new Signal.Cause.Failed(failed.failure()));
        }
    }

    private void restart(Failed failed) {
        var child = failed.child();
        boolean alone = strategy.scope() == Scope.ONE_FOR_ONE;
        var history = alone ? histories.computeIfAbsent(child, _ -> new RestartHistory()) : groupHistory;
        int attempt = history.restart(strategy, parent.system().timeSource().nanoTime());
        if (attempt == 0) {
            log.warn(
                    "{} failed more than {} times within {}: escalating",
                    child,
                    strategy.maxRestarts(),
                    strategy.window());
            escalate(failed);
            return;
        }
        var wait = strategy.backoff().before(attempt, parent.system().randomDouble());
        log.warn(
                "{} failed and is restarted after {}, {} of {} times within {}",
                child,
                wait,
                attempt,
                strategy.maxRestarts(),
                strategy.window(),
                failed.failure());
        if (alone) {
            restartAlone(failed, wait);
        } else {
            begin(failed, wait, member -> member.restartType() != RestartType.TEMPORARY);
        }
    }

    private void restartAlone(Failed failed, Duration wait) {
        returning.put(failed.child(), wait);
        failed.child().halt(failed.failure());
    }

    private void escalate(Failed failed) {
        if (parent.isGuardian()) {
            log.error("{} failed for good and is stopped", failed.child(), failed.failure());
            failed.child().stop(new Signal.Cause.Failed(failed.failure()));
            return;
        }
        escalated.put(failed.child(), failed);
        parent.fail(failed.failure());
    }

    private void begin(Failed failed, Duration backoff, Predicate<ActorCell<?>> comesBack) {
        int leftmost = strategy.scope() == Scope.REST_FOR_ONE ? failed.child().index : 0;
        var members = new ArrayList<Member<ActorCell<?>>>();
        for (var member : parent.children().from(leftmost)) {
            members.add(new Member<>(member, comesBack.test(member)));
        }
        var next = new RestartGroup<>(members);
        group = next;
        groupBackoff = backoff;
        groupFailure = failed;
        perform(next, next.begin());
    }

    private void perform(RestartGroup<ActorCell<?>> of, Step<ActorCell<?>> step) {
        var failed = requireNonNull(groupFailure, "a group has a failure it is for");
        switch (step) {
            case Step.Halt<ActorCell<?>>(var child) -> child.halt(failed.failure());
            case Step.Stop<ActorCell<?>>(var child) ->
                child.stop(
                        child.equals(failed.child())
                                ? new Signal.Cause.Failed(failed.failure())
                                : new Signal.Cause.Stopped());
            case Step.Wait<ActorCell<?>>() -> sendLater(groupBackoff, parent, new BackoffOver(of));
            case Step.Start<ActorCell<?>>(var child) -> child.enqueueSystem(new Recreate());
            case Step.Nothing<ActorCell<?>>() -> {
                if (of.phase() == RestartGroup.Phase.DONE) {
                    group = null;
                }
            }
        }
    }

    private void sendLater(Duration delay, ActorCell<?> target, SystemMessage message) {
        if (delay.isZero()) {
            target.enqueueSystem(message);
        } else {
            var _ = parent.system().scheduler().schedule(delay, () -> target.enqueueSystem(message));
        }
    }

    @Override
    public void halted(ActorCell<?> child) {
        var wait = returning.remove(child);
        if (wait != null) {
            sendLater(wait, child, new Recreate());
        } else if (group != null) {
            perform(group, group.halted(child));
        }
    }

    @Override
    public void backoffOver(RestartGroup<ActorCell<?>> of) {
        if (of == group) {
            perform(of, of.waited());
        }
    }

    @Override
    public void started(ActorCell<?> child) {
        if (group != null) {
            perform(group, group.started(child));
        }
    }

    @Override
    public void gone(ActorCell<?> child) {
        histories.remove(child);
        returning.remove(child);
        escalated.remove(child);
        if (group != null) {
            perform(group, group.gone(child));
        }
    }

    /// So do the children whose failure it was.
    @Override
    public void resumed() {
        for (var failed : escalated.values()) {
            if (failed.hasBehavior()) {
                failed.child().enqueueSystem(new Resume());
            } else {
                restartAlone(failed, Duration.ZERO);
            }
        }
        escalated.clear();
    }
}
