package dev.understudy.drills;

import java.util.Locale;

/// A kind of fault, with the rules by which it is judged.
public enum FaultKind {
    /// A process is gone without a word.
    KILL(true, false, Outlook.EXCLUDED),
    /// A node was asked to go, and may hand over what it owns.
    LEAVE(false, true, Outlook.EXCLUDED),
    /// A node has come, and is given its share.
    JOIN(false, true, Outlook.EITHER),
    /// A process stands still for less time than its lease lasts.
    PAUSE(true, false, Outlook.KEPT),
    /// A process stands still for longer, and wakes again.
    HANG(true, false, Outlook.EXCLUDED),
    /// Nothing passes between two groups of nodes, and nobody is told.
    CUT(true, false, Outlook.EXCLUDED),
    /// Nothing passes in one direction.
    ONE_WAY_CUT(false, false, Outlook.EITHER),
    /// Every connection to a living node is reset, and refused from then on.
    RESETS(true, false, Outlook.EXCLUDED),
    /// A node's link takes much less than is to be sent.
    SLOW_LINK(false, false, Outlook.KEPT);

    /// What the grid is expected to do about the victims.
    public enum Outlook {
        /// Notice that they are gone, and go on without them.
        EXCLUDED,
        /// Leave them all that they own.
        KEPT,
        /// Either: both are right.
        EITHER
    }

    private final boolean isSudden;
    private final boolean isPlanned;
    private final Outlook outlook;

    FaultKind(boolean isSudden, boolean isPlanned, Outlook outlook) {
        this.isSudden = isSudden;
        this.isPlanned = isPlanned;
        this.outlook = outlook;
    }

    /// Whether there is a moment from which on the victims certainly do not answer: their entities are unavailable
    /// from the fault on then, and otherwise while they are silent.
    public boolean isSudden() {
        return isSudden;
    }

    /// Whether what the victims own can be handed over, so that no ask may be lost.
    public boolean isPlanned() {
        return isPlanned;
    }

    /// What the grid is expected to do about the victims.
    public Outlook outlook() {
        return outlook;
    }

    /// Its name for people.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// Whether it lets connections stand still. What was sent over such a one is sent again at growing intervals: it
    /// may take as long after the fault as the fault had lasted.
    boolean stallsConnections() {
        return this == CUT || this == ONE_WAY_CUT;
    }
}
