package dev.understudy.cluster;

/// How it was proven that a member is gone. A frozen process, a lost machine and a cut network give no proof.
public enum DeathProof {
    /// Its process was seen to run on this machine and is not there any more: same kernel, same PID namespace, and
    /// the process id is free, a zombie's, or that of a process that started later.
    PROCESS,
    /// An established control connection was closed from its side, and another one to its port was refused.
    SOCKET
}
