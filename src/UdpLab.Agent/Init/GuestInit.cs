using System.Globalization;
using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>
/// The first process of a guest whose initramfs holds nothing but this program and modules: it sets the machine up, and then
/// starts agents for the controller. When the controller is gone, the machine is switched off.
/// </summary>
internal static class GuestInit
{
    private const int Restart = 0x01234567;

    /// <summary>Whether this process is it.</summary>
    public static bool IsThis => Environment.ProcessId == 1 && Environment.GetCommandLineArgs()[0] == GuestWords.Init;

    /// <summary>Runs the guest; does not return. A failure is written to the console.</summary>
    public static int Run()
    {
        List<string> notes = [];
        try
        {
            GuestMounts.Make();
            string[] words = (TextFile.Read("/proc/cmdline") ?? "").Split(' ');
            Try(notes, () => File.WriteAllText("/proc/sys/kernel/hostname", Word(words, GuestWords.Name) ?? "guest"));
            ModuleLoader modules = ModuleLoader.OfThisKernel;
            Try(notes, () => modules.LoadDrivers("pci"));
            Try(notes, () => modules.LoadDrivers("virtio"));
            Try(notes, () => BringUp(Word(words, GuestWords.Address)));
            Arm(Word(words, GuestWords.Panic));
            new GuestAgents(GuestPort.Open()).Serve(notes);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"udplab-init: {e.Message}");
            notes.ForEach(Console.Error.WriteLine);
        }

        // QEMU was told not to restart, and ends.
        _ = Libc.Reboot(Restart);
        return 1;
    }

    /// <summary>What follows a word of the kernel's command line; null if it is not there.</summary>
    private static string? Word(string[] words, string name) => words.FirstOrDefault(w => w.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    /// <summary>Brings loopback and the cards up; the first card gets the address.</summary>
    private static void BringUp(string? address)
    {
        Link[] links = [.. Interfaces.Links().OrderBy(link => link.Index)];
        foreach (Link link in links.Where(link => link.Name == "lo" || Directory.Exists($"/sys/class/net/{link.Name}/device")))
        {
            LinkSetup.BringUp(link.Index);
            if (link.Name != "lo" && address?.Split('/') is [string number, string length])
            {
                LinkSetup.AddAddress(link.Index, IPAddress.Parse(number), int.Parse(length, CultureInfo.InvariantCulture));
                address = null;
            }
        }
    }

    /// <summary>Panics, by the kernel's own means, once a socket is bound to a port.</summary>
    private static void Arm(string? port)
    {
        if (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
        {
            string bound = string.Create(CultureInfo.InvariantCulture, $":{number:X4} 00000000:");
            new Thread(() =>
            {
                while (TextFile.ReadAll("/proc/net/udp", out _)?.Contains(bound, StringComparison.Ordinal) != true)
                {
                    Thread.Sleep(100);
                }

                File.WriteAllText("/proc/sysrq-trigger", "c");
            }, 512 * 1024)
            { IsBackground = true, Name = "panic" }.Start();
        }
    }

    private static void Try(List<string> notes, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is AgentException or IOException or UnauthorizedAccessException)
        {
            notes.Add(e.Message);
        }
    }
}
