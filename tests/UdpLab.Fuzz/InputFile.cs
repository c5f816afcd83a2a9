namespace UdpLab.Fuzz;

/// <summary>An input as a file, for a parser that reads one by its path.</summary>
internal static class InputFile
{
    // One a thread.
    [ThreadStatic]
    private static string? _path;

    /// <summary>Gives the input to a parser as a file, in memory where there is such a place.</summary>
    public static void Give(byte[] input, Action<string> parse)
    {
        _path ??= Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"udplab-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        File.WriteAllBytes(_path, input);
        try
        {
            parse(_path);
        }
        finally
        {
            File.Delete(_path);
        }
    }
}
