package dev.understudy.remoting;

import dev.understudy.cluster.Member;
import dev.understudy.serialization.WireInput;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recipes that no node takes for the moment, since they cost node after node. Whoever finds one tells all
/// members in view. Thread-safe.
final class Quarantine {
    private static final FrameKind QUARANTINE = new FrameKind(72, "RECIPE_QUARANTINE");
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private final Remoting remoting;
    private final Set<String> recipes = ConcurrentHashMap.newKeySet();

    Quarantine(Remoting remoting) {
        this.remoting = remoting;
        remoting.handle(QUARANTINE, this::onFrame);
    }

    boolean holds(String recipe) {
        return recipes.contains(recipe);
    }

    /// As far as this node knows.
    Set<String> recipes() {
        return Set.copyOf(recipes);
    }

    /// Puts a recipe into quarantine, or releases it, on all members in view.
    void set(String recipe, boolean isQuarantined) {
        note(recipe, isQuarantined);
        var self = remoting.transport().self();
        for (var member : remoting.transport().view().members()) {
            if (!member.equals(self)) {
                var frame = QUARANTINE.frame().writeString(recipe).writeBoolean(isQuarantined);
                remoting.sendUntilTaken(() -> remoting.send(member.incarnation(), frame));
            }
        }
    }

    private void onFrame(Member from, WireInput frame) {
        var recipe = frame.readString();
        boolean isQuarantined = frame.readBoolean();
        log.warn("{} says that recipe {} is {}", from, recipe, isQuarantined ? "in quarantine" : "released");
        note(recipe, isQuarantined);
    }

    private void note(String recipe, boolean isQuarantined) {
        if (isQuarantined) {
            recipes.add(recipe);
        } else {
            recipes.remove(recipe);
        }
    }
}
