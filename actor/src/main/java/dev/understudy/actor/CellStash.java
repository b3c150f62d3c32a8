package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/// The stash of one actor; the owner's.
final class CellStash<M> implements Stash<M> {

    private final ActorCell<M> cell;
    private ArrayList<M> messages = new ArrayList<>();

    CellStash(ActorCell<M> cell) {
        this.cell = cell;
    }

    @Override
    public void add(M message) {
        cell.checkWithin("stash");
        if (messages.size() >= DEFAULT_CAPACITY) {
            throw new IllegalStateException("the stash of " + cell + " is full with " + DEFAULT_CAPACITY
                    + " messages; it waits for something that has not come");
        }
        messages.add(requireNonNull(message, "message"));
    }

    @Override
    public void unstashAll() {
        cell.checkWithin("unstash");
        cell.putInFront(takeAll());
    }

    @Override
    public int size() {
        return messages.size();
    }

    List<M> takeAll() {
        var all = messages;
        messages = new ArrayList<>();
        return all;
    }
}
