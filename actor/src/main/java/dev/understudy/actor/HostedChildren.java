package dev.understudy.actor;

import dev.understudy.actor.internal.ChildLife;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Supervises children whose parents are elsewhere: passes on what becomes of them, and decides nothing. The
/// guardian's, but for adding.
final class HostedChildren implements Supervision {

    /// Of children that are about to be adopted, from any thread.
    private final Map<ActorCell<?>, ChildLife> arriving = new ConcurrentHashMap<>();

    private final Map<ActorCell<?>, ChildLife> lives = new HashMap<>();

    /// From any thread, before the child is scheduled.
    void add(ActorCell<?> child, ChildLife life) {
        arriving.put(child, life);
    }

    private ChildLife lifeOf(ActorCell<?> child) {
        var life = arriving.remove(child);
        if (life != null) {
            lives.put(child, life);
            return life;
        }
        var known = lives.get(child);
        if (known == null) {
            throw new IllegalStateException("a bug of the library: " + child + " is hosted for nobody");
        }
        return known;
    }

    @Override
    public void failed(SystemMessage.Failed failed) {
        lifeOf(failed.child()).failed(failed.failure(), failed.hasBehavior());
    }

    @Override
    public void halted(ActorCell<?> child) {
        lifeOf(child).halted();
    }

    @Override
    public void started(ActorCell<?> child) {
        lifeOf(child).started();
    }

    @Override
    public void goneAtTheEnd(ActorCell<?> child) {
        gone(child);
    }

    @Override
    public void gone(ActorCell<?> child) {
        var life = lifeOf(child);
        lives.remove(child);
        life.gone(child.stopCause());
    }
}
