namespace UdpLab.Tests;

/// <summary>A temporary folder for a test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("udplab-ssh-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, params string[] lines)
    {
        string file = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, string.Concat(lines.Select(line => line + "\n")));
        SetMode(file, 0b110_000_000);
        return file;
    }

    public static void SetMode(string file, int mode)
    {
        // For the analyzer, which does not know that agents and these tests are Linux only.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)mode);
        }
    }

    public static int ModeOf(string file) => OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
