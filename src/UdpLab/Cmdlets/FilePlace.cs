namespace UdpLab.Commands;

/// <summary>A place for a file to be written.</summary>
internal static class FilePlace
{
    /// <summary>Why no file can be written there, as the rest of a sentence with the remedy; null if one can.</summary>
    public static string? Fault(string path) => Directory.Exists(path) ? "is a folder: give the name of a file in it"
        : !Directory.Exists(Path.GetDirectoryName(path)) ? "is in a folder that does not exist: create it, or give another path"
        : null;
}
