using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>A process with a given name that does nothing: sleep(1) under another name.</summary>
internal sealed class Sleeper : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-sleeper-").FullName;
    private readonly Process _process;

    public Sleeper(string name)
    {
        string program = Path.Combine(_folder, name);
        File.Copy("/bin/sleep", program);
        _process = Process.Start(program, ["300"]);
    }

    public int Id => _process.Id;

    /// <summary>The kernel's letter for its state, once it no longer runs: a signal takes effect a moment later.</summary>
    public string State
    {
        get
        {
            string state = "R";
            for (int tries = 0; state == "R" && tries < 1000; tries++)
            {
                Thread.Sleep(10);
                state = File.ReadAllText($"/proc/{Id}/stat").Split(' ')[2];
            }

            return state;
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
