using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab.Fuzz;

/// <summary>Intact texts: the captures of the tests and, where they are, those of ../shared/facts.</summary>
internal static partial class Seeds
{
    // A mutation costs by the length of its text, and what is far inside is like what is at the beginning.
    private const int Longest = 3000;

    private static readonly string _data = Path.Combine(Repository.Root, "tests", "UdpLab.Core.Tests", "data");

    // Beside the repository, or beside the folder of its work trees.
    private static readonly string _facts = new[] { "..", "../.." }.Select(up => Path.Combine(Repository.Root, up, "shared", "facts", "captures")).FirstOrDefault(Directory.Exists) ?? "";

    /// <summary>Files of the tests' data.</summary>
    public static byte[][] Files(params string[] patterns) => [.. patterns.SelectMany(pattern => In(_data, pattern))];

    /// <summary>Files of ../shared/facts, none in a clone alone.</summary>
    public static byte[][] Facts(params string[] patterns) => Directory.Exists(_facts) ? [.. patterns.SelectMany(pattern => In(_facts, pattern))] : [];

    /// <summary>Texts as they are written here.</summary>
    public static byte[][] Of(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The lines of JSON in a source file of the tests.</summary>
    public static byte[][] Lines(string source) => Of([.. Json().Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", source))).Select(m => m.Groups[1].Value)]);

    private static IEnumerable<byte[]> In(string folder, string pattern) => Directory
        .GetFiles(Path.GetDirectoryName(Path.Combine(folder, pattern))! is var place && Directory.Exists(place) ? place : folder, Path.GetFileName(pattern))
        .Order(StringComparer.Ordinal)
        .Select(file => File.ReadAllBytes(file))
        .Select(text => text.Length > Longest ? text[..Longest] : text);

    [GeneratedRegex("\"\"\"(\\{.*?\\})\"\"\"")]
    private static partial Regex Json();
}
