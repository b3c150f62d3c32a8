package dev.understudy.drills;

import java.util.Locale;

/// Which death certificates a grid trusts; each includes the former.
public enum Certificates {
    /// None: a takeover waits for the lease of the dead.
    NONE,
    /// A process of the same machine that is seen to be gone.
    PROCESS,
    /// A connection that was closed, and refused when it was tried again.
    SOCKET;

    /// As the verdict and the settings of a node say it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
