namespace UdpLab.Tests.Hosting;

/// <summary>A temporary file for a test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string name, string text)
    {
        Folder = Directory.CreateTempSubdirectory("udplab-hosting-[1] ").FullName;
        Path = System.IO.Path.Combine(Folder, name);
        File.WriteAllText(Path, text);
    }

    public string Folder { get; }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
