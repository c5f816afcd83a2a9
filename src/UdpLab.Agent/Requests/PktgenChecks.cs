using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks of pktgen devices and commands; <see cref="PktgenRules"/> checks their combination.</summary>
internal static class PktgenChecks
{
    private const int MostDevices = 4096, MostCommands = 1000, LongestCommand = 512;

    public static void Require(ChangePktgen request)
    {
        Fields.AtMost("Name", request.Remove, MostDevices);
        Array.ForEach(request.Remove, PktgenDeviceFacts.RequireName);
        Fields.AtMost("Name", request.Devices, MostDevices);
        foreach (PktgenDeviceChange change in request.Devices)
        {
            PktgenDeviceFacts.RequireName(change.Name);
            Fields.Within("Thread", change.Cpu, 0, CpuText.Most - 1);
            Require("commands", change.Commands);
        }
    }

    /// <summary>Each is a name, optionally followed by a space and a value that the model can apply.</summary>
    public static void Require(string field, string[] commands)
    {
        Fields.AtMost(field, commands, MostCommands);
        foreach (string command in commands)
        {
            Fields.Text(field, command, LongestCommand);
            string[] words = command.Split(' ', 2);
            string name = words[0], value = words.Length > 1 ? words[1] : "";
            if (command.Any(c => c is < ' ' or > '~') || name.Length == 0)
            {
                throw AgentException.Wrong(field, command, "not a pktgen command (a name and a value in ASCII)");
            }

            if (name == "burst" && Number(value) is long burst)
            {
                Fields.Within("Burst", burst, 0, PktgenVocabulary.MostBurst);
            }

            if (!PktgenVocabulary.Fits(name, value))
            {
                throw AgentException.Wrong(PktgenVocabulary.SettingOf(name), value.Length > 0 ? value : "''", $"not a value of pktgen's '{name}'");
            }
        }
    }

    private static long? Number(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
