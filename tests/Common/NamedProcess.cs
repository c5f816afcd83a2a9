using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>A process that runs under a name of its own, from a temporary folder. Disposing kills it.</summary>
internal abstract class NamedProcess(string prefix) : IDisposable
{
    private Process? _process;

    public int Id => _process!.Id;

    /// <summary>Where a program of that name can be put.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process!.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    protected void Run(string program, params string[] arguments) => _process = Process.Start(program, arguments);
}
