package dev.understudy.cluster.jgroups;

/// The first thing that a member says.
sealed interface Greeting permits Hello, Incompatible {}
