package dev.understudy.actor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The living children of one actor in the order they were started; the owner's. Each child knows its place, so
/// that removal costs nothing and an anonymous child no more than one array element.
///
/// *Stopping* goes right to left in waves: a named child ends a wave, so it stops only after everything that was
/// started after it has stopped; anonymous ones in a row stop together.
final class Children {

    private @Nullable ActorCell<?>[] cells;
    /// The first place that is free up to the end.
    private int size;
    private int living;
    private @Nullable NameTable named;
    /// The leftmost place that the current wave of stops has reached.
    private int waveFrom = Integer.MAX_VALUE;

    Children() {
        // Not where it is declared: javac 25 fails on this type annotation in an initializer.
        cells = new @Nullable ActorCell<?>[4];
    }

    void add(ActorCell<?> child, @Nullable String name) {
        if (name != null) {
            if (named == null) {
                named = new NameTable();
            }
            named.add(child, name);
        }
        if (size == cells.length) {
            makeRoom();
        }
        child.index = size;
        cells[size++] = child;
        living++;
    }

    private void makeRoom() {
        if (living > size / 2 || waveFrom != Integer.MAX_VALUE) {
            // With its header a power of two of bytes: a large array then ends where a region of the heap does.
            cells = Arrays.copyOf(cells, size * 2 + 4);
            return;
        }
        int to = 0;
        for (int from = 0; from < size; from++) {
            var child = cells[from];
            if (child != null) {
                child.index = to;
                cells[to++] = child;
            }
        }
        Arrays.fill(cells, to, size, null);
        size = to;
    }

    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    boolean contains(ActorCell<?> child) {
        return child.index < size && cells[child.index] == child;
    }

    @Nullable
    ActorCell<?> named(String name) {
        return named == null ? null : named.get(name);
    }

    void remove(ActorCell<?> child, @Nullable String name) {
        cells[child.index] = null;
        living--;
        if (name != null && named != null) {
            named.remove(child, name);
        }
        while (size > 0 && cells[size - 1] == null) {
            size--;
        }
    }

    boolean isEmpty() {
        return living == 0;
    }

    int count() {
        return living;
    }

    /// From left to right, those from this place on.
    List<ActorCell<?>> from(int index) {
        var list = new ArrayList<ActorCell<?>>(living);
        for (int i = index; i < size; i++) {
            var child = cells[i];
            if (child != null) {
                list.add(child);
            }
        }
        return list;
    }

    /// Stops the next wave.
    void stopWave() {
        int at = size - 1;
        for (; at >= 0; at--) {
            var child = cells[at];
            if (child != null) {
                child.stop();
                if (child.name() != null) {
                    break;
                }
            }
        }
        waveFrom = Math.max(at, 0);
    }

    /// Whether all of the current wave have stopped, or none was begun.
    boolean waveIsOver() {
        if (size > waveFrom) {
            return false;
        }
        waveFrom = Integer.MAX_VALUE;
        return true;
    }
}
