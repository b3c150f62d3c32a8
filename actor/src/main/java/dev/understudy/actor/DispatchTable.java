package dev.understudy.actor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What the dispatchers of one system are carried out by. Thread-safe.
final class DispatchTable {

    private final Map<String, Dispatch> byName = new ConcurrentHashMap<>();

    void add(Dispatcher dispatcher, Dispatch dispatch) {
        byName.put(dispatcher.name(), dispatch);
    }

    /// Finds what carries out a dispatcher.
    ///
    /// @throws IllegalArgumentException if there is no such dispatcher
    Dispatch get(Dispatcher dispatcher) {
        var dispatch = byName.get(dispatcher.name());
        if (dispatch == null) {
            throw new IllegalArgumentException("dispatcher: " + dispatcher.name()
                    + " is unknown to this actor system; it has "
                    + byName.keySet().stream().sorted().toList());
        }
        return dispatch;
    }

    void forEach(Consumer<Dispatch> action) {
        all().forEach(action);
    }

    boolean isQuiet() {
        for (var dispatch : byName.values()) {
            if (!dispatch.isQuiet()) {
                return false;
            }
        }
        return true;
    }

    /// What was counted by all of them.
    List<Tally> tallies() {
        return all().stream().flatMap(dispatch -> dispatch.tallies().stream()).toList();
    }

    /// Each once: several names may stand for the same.
    private Collection<Dispatch> all() {
        return byName.values().stream().distinct().toList();
    }
}
