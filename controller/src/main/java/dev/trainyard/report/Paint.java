package dev.trainyard.report;

/// How text for terminals is painted; what is painted looks as wide as before.
public interface Paint {
  /// No colours at all.
  Paint NONE =
      new Paint() {
        @Override
        public String heading(String text) {
          return text;
        }

        @Override
        public String word(String text) {
          return text;
        }
      };

  /// A heading or a name that stands out.
  String heading(String text);

  /// A word that may say how something ended, such as `Failed`.
  String word(String text);
}
