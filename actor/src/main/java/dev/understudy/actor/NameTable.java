package dev.understudy.actor;

import org.jspecify.annotations.Nullable;

/// The named children of one actor by their names; the owner's. A child knows its name, so an entry is one word: open
/// addressing with linear probing, and removal by moving back what follows (Knuth, volume 3, algorithm R).
final class NameTable {

    private static final int LEAST_CAPACITY = 8;
    /// 2^32 divided by the golden ratio: spreads names that differ in their last digits.
    private static final int SPREAD = 0x9E3779B9;

    private @Nullable ActorCell<?>[] entries;
    private int size;

    NameTable() {
        // Not where it is declared: javac 25 fails on this type annotation in an initializer.
        entries = new @Nullable ActorCell<?>[LEAST_CAPACITY];
    }

    /// The child of this name.
    @Nullable
    ActorCell<?> get(String name) {
        for (int at = home(name); ; at = next(at)) {
            var entry = entries[at];
            if (entry == null || name.equals(entry.name())) {
                return entry;
            }
        }
    }

    /// Adds a child whose name is not in the table.
    void add(ActorCell<?> child, String name) {
        // A fourth stays free, so that probes stay short.
        if (++size > entries.length - entries.length / 4) {
            grow();
        }
        entries[free(name)] = child;
    }

    /// Removes a child, if it is in the table.
    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    void remove(ActorCell<?> child, String name) {
        int at = home(name);
        while (entries[at] != child) {
            if (entries[at] == null) {
                return;
            }
            at = next(at);
        }
        size--;
        fill(at);
    }

    /// Leaves no gap between an entry and its home.
    private void fill(int gap) {
        for (int at = next(gap); ; at = next(at)) {
            var entry = entries[at];
            if (entry == null) {
                entries[gap] = null;
                return;
            }
            int home = home(nameOf(entry));
            // Whether the gap lies on the way from the entry's home to where it stands.
            if (((at - home) & (entries.length - 1)) >= ((at - gap) & (entries.length - 1))) {
                entries[gap] = entry;
                gap = at;
            }
        }
    }

    private void grow() {
        var old = entries;
        entries = new @Nullable ActorCell<?>[old.length * 2];
        for (var entry : old) {
            if (entry != null) {
                entries[free(nameOf(entry))] = entry;
            }
        }
    }

    private int free(String name) {
        int at = home(name);
        while (entries[at] != null) {
            at = next(at);
        }
        return at;
    }

    private int home(String name) {
        return (name.hashCode() * SPREAD) >>> (Integer.numberOfLeadingZeros(entries.length) + 1);
    }

    private int next(int at) {
        return (at + 1) & (entries.length - 1);
    }

    private static String nameOf(ActorCell<?> child) {
        var name = child.name();
        if (name == null) {
            throw new IllegalStateException("a bug of the library: a child in the table of names has none");
        }
        return name;
    }
}
