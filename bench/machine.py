"""On what the times were measured."""
import datetime
import os
import platform
import re
import subprocess


def said(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def version(module):
    try:
        return __import__(module).__version__
    except ImportError:
        return "not installed"


def described(build):
    cpu = open("/proc/cpuinfo").read()
    name = re.search(r"model name\s*: (.*)", cpu)
    flags = set(re.search(r"flags\s*: (.*)", cpu)[1].split())
    widest = next((shown for flag, shown in (("avx512f", "AVX-512"), ("avx2", "AVX2"))
                   if flag in flags), "without AVX2")
    cache = (build / "CMakeCache.txt").read_text()
    compiler = said(re.search(r"CMAKE_CXX_COMPILER:\w+=(.*)", cache)[1], "--version")
    load = os.getloadavg()[0]
    return (f"{name[1] if name else platform.processor()} ({widest}), {os.cpu_count()} cores, load "
            f"{load:.1f} at the start; {compiler.splitlines()[0]}; Python "
            f"{platform.python_version()}, NumPy {version('numpy')}, PyTorch {version('torch')}; "
            f"{datetime.date.today()}")
