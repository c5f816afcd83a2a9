using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>
/// No device here supports flow rules, but what the kernel would get can be compared with what ethtool passes it: a library
/// between ethtool and its ioctls records the struct.
/// </summary>
[Collection(Machine.Name)]
public sealed class FlowRuleTests : IDisposable
{
    private const string Spy = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <errno.h>
        #include <net/if.h>
        #include <linux/ethtool.h>
        int ioctl(int fd, unsigned long request, ...) {
            va_list list; va_start(list, request); struct ifreq *r = va_arg(list, struct ifreq *); va_end(list);
            struct ethtool_rxnfc *n = (void *)r->ifr_data;
            if (request != 0x8946 || n->cmd != ETHTOOL_SRXCLSRLINS) { errno = EOPNOTSUPP; return -1; }
            FILE *f = fopen(getenv("SPY"), "w"); fwrite(n, sizeof *n, 1, f); fclose(f);
            return 0;
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-spy-").FullName;

    [Theory]
    [InlineData("udp4 dst-port 9 queue 2")]
    [InlineData("udp4 src-ip 198.18.0.1 dst-ip 198.18.0.2 src-port 1000 dst-port 9 queue 0")]
    [InlineData("udp6 dst-ip 2001:db8::9 dst-port 65535 queue 7")]
    public void ARuleIsTheStructThatEthtoolMakesOfIt(string text)
    {
        Machine.RequireRoot();
        File.WriteAllText($"{_folder}/spy.c", Spy);
        Tool.Run("gcc", "-shared", "-fPIC", "-o", $"{_folder}/spy.so", $"{_folder}/spy.c", "-ldl");
        string[] words = text.Split(' ');
        Tool.Run("env", ["LD_PRELOAD=" + $"{_folder}/spy.so", "SPY=" + $"{_folder}/struct", "ethtool", "-N", "lo", "flow-type", words[0], .. words[1..^2], "action", words[^1], "loc", "5"]);
        byte[] theirs = File.ReadAllBytes($"{_folder}/struct");
        byte[] ours = FlowRules.Encode(FlowRuleText.Parse(text), 5);

        // Except for the command, and padding that ethtool does not set.
        Assert.Equal(Convert.ToHexString(theirs.AsSpan(16, 164)), Convert.ToHexString(ours.AsSpan(16, 164)));
    }

    [Fact]
    public void ARuleReadsBackAsItWasWritten()
    {
        const string text = "udp4 src-ip 198.18.0.1 dst-port 9 queue 3";
        Assert.Equal(text, FlowRuleText.Parse(text).ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
