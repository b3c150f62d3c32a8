/// A topic that members publish to and subscribe to, and a service that is found wherever it runs. Read [WatchList]
/// first; [Market] is the program around it.
@NullMarked
package dev.understudy.examples.market;

import org.jspecify.annotations.NullMarked;
