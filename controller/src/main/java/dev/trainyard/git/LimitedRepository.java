package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/// A repository that takes no object from a remote which is larger than this: a few kilobytes can
/// stand for gigabytes, which would be unpacked in memory.
final class LimitedRepository extends FileRepository {
  private final ByteSize most;

  LimitedRepository(Path git, ByteSize most) throws IOException {
    super(new FileRepositoryBuilder().setGitDir(git.toFile()).setBare().setup());
    this.most = most;
  }

  @Override
  public ObjectInserter newObjectInserter() {
    ObjectInserter inserter = super.newObjectInserter();
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return inserter;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser parser = inserter.newPackParser(in);
        parser.setMaxObjectSizeLimit(most.bytes());
        return parser;
      }
    };
  }
}
