/// The composition root: configuration, start and stop, admin, the public Node. The one artifact that an application
/// names.
@NullMarked
package dev.understudy.node;

import org.jspecify.annotations.NullMarked;
